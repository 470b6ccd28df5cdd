// The newspaper as Eleventy builds it: what articles stand where, computed once a build as collections.
import { crumbs, excerpt, long, rfc822, short, slug } from "./words.mjs";
import { beside, feeds, listings, months, newest, sections } from "./paper.mjs";

export default function (eleventy) {
  eleventy.addPassthroughCopy({ static: "/" });
  const articles = (api) => newest(api.getFilteredByGlob("content/**/*.md"));
  eleventy.addCollection("articles", articles);
  eleventy.addCollection("latest", (api) => articles(api).slice(0, 5));
  eleventy.addCollection("sections", (api) => sections(articles(api)));
  eleventy.addCollection("beside", (api) => beside(articles(api)));
  eleventy.addCollection("listings", (api) => listings(articles(api)));
  eleventy.addCollection("months", (api) => months(articles(api)));
  eleventy.addCollection("feeds", (api) => feeds(articles(api)));
  eleventy.addGlobalData("site", { title: "The Benchmark Times", url: "https://news.example.org" });
  for (const [name, filter] of Object.entries({ crumbs, excerpt, long, rfc822, short, slug })) eleventy.addFilter(name, filter);
  eleventy.addFilter("iso", (date) => date.toISOString());
  eleventy.addFilter("words", (html) => html.replace(/<[^>]*>/g, " ").split(/\s+/).filter(Boolean).length);
  eleventy.addFilter("json", (value) => JSON.stringify(value).replaceAll("<", "\\u003c"));
  return {
    dir: { input: ".", output: "_site" },
    templateFormats: ["md", "njk"],
    markdownTemplateEngine: false,
  };
}
