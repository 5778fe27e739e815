// What only this repository needs stays out of what is published.
export const hooks = {
  beforePacking({ devDependencies, scripts, ...manifest }) {
    return manifest;
  },
};
