"""The words of newsgen as plain frozen data. Pure."""
