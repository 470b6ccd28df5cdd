// Keeps the folders .newsgen and output from one build to the next.
module.exports = {
  onPreBuild: ({ utils }) => utils.cache.restore(["./.newsgen", "./output"]),
  onPostBuild: ({ utils }) => utils.cache.save(["./.newsgen", "./output"]),
};
