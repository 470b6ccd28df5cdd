// How dates, names and summaries are written.
const MONTHS = "January February March April May June July August September October November December".split(" ");
const two = (number) => String(number).padStart(2, "0");

export const slug = (text) => (text.toLowerCase().replaceAll("'", "").match(/[a-z0-9]+/g) ?? []).join("-");
export const long = (date) =>
  `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
export const short = (date) => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()].slice(0, 3)} ${date.getUTCFullYear()}`;
export const rfc822 = (date) => date.toUTCString().replace("GMT", "+0000");
export const month = (date) => `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;

export function excerpt(text, length) {
  return text.length <= length ? text : `${text.slice(0, text.lastIndexOf(" ", length - 1))}…`;
}

export const crumbs = (site, section, title, url) => ({
  "@type": "BreadcrumbList",
  itemListElement: [
    { "@type": "ListItem", position: 1, name: site.title, item: `${site.url}/` },
    { "@type": "ListItem", position: 2, name: section, item: `${site.url}/section/${slug(section)}/` },
    { "@type": "ListItem", position: 3, name: title, item: site.url + url },
  ],
});
