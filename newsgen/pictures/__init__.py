"""Pictures: what their files say of themselves, and the renditions of them that pages show."""
