// Keeps the folder .newsgen from one build to the next.
module.exports = {
  onPreBuild: ({ utils }) => utils.cache.restore("./.newsgen"),
  onPostBuild: ({ utils }) => utils.cache.save("./.newsgen"),
};
