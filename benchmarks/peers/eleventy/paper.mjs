// What stands where: sections, listings, months, feeds, and what is beside an article. Pure.
import { month, slug } from "./words.mjs";

const PER_PAGE = 20, RELATED = 5, IN_FEEDS = 20;

export const newest = (articles) => articles.sort((one, other) => other.date - one.date || (one.url < other.url ? 1 : -1));

function grouped(articles, names) {
  const groups = new Map();
  for (const article of articles) {
    for (const name of names(article)) {
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(article);
    }
  }
  return [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
}

export function sections(articles) {
  const found = grouped(articles, (article) => [article.data.section]);
  return found.map(([title, own]) => ({ title, url: `/section/${slug(title)}/`, articles: own }));
}

// By an article's url: its neighbours in the section, and older articles that share most tags with it.
export function beside(articles) {
  const found = {};
  for (const { articles: own } of sections(articles)) {
    own.forEach((article, at) => { found[article.url] = { previous: own[at + 1], next: own[at - 1] }; });
  }
  const places = new Map(articles.map((article, at) => [article, at]));
  const tagged = new Map(grouped(articles, (article) => article.data.topics));
  for (const article of articles) {
    const shared = new Map();
    for (const tag of article.data.topics) {
      for (const other of tagged.get(tag)) {
        if (places.get(other) > places.get(article)) shared.set(other, (shared.get(other) ?? 0) + 1);
      }
    }
    const best = [...shared].sort(([one, many], [other, more]) => more - many || places.get(one) - places.get(other));
    found[article.url].related = best.slice(0, RELATED).map(([other]) => other);
  }
  return found;
}

function pages(kind, title, articles) {
  const url = `/${kind}/${slug(title)}/`;
  const address = (number) => (number ? `${url}page/${number + 1}/` : url);
  const count = Math.ceil(articles.length / PER_PAGE);
  return Array.from({ length: count }, (_, number) => ({
    title,
    url: address(number),
    articles: articles.slice(number * PER_PAGE, (number + 1) * PER_PAGE),
    newer: number > 0 ? address(number - 1) : "",
    older: number + 1 < count ? address(number + 1) : "",
  }));
}

export function listings(articles) {
  const kinds = {
    section: (article) => [article.data.section],
    tag: (article) => article.data.topics,
    author: (article) => [article.data.author],
  };
  return Object.entries(kinds).flatMap(([kind, names]) =>
    grouped(articles, names).flatMap(([title, own]) => pages(kind, title, own)));
}

export function months(articles) {
  const found = grouped(articles, (article) => [article.date.toISOString().slice(0, 7)]);
  return found.reverse().map(([name, own]) => ({
    title: month(own[0].date),
    url: `/archive/${name}/`,
    articles: own,
    days: grouped(own, (article) => [article.date.toISOString().slice(0, 10)]).reverse(),
  }));
}

export function feeds(articles) {
  const all = { title: "", url: "/feed.xml", page: "/", articles: articles.slice(0, IN_FEEDS) };
  const each = sections(articles).map(({ title, url, articles: own }) => ({
    title, url: `${url}feed.xml`, page: url, articles: own.slice(0, IN_FEEDS),
  }));
  return [all, ...each];
}
