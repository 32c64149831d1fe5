import type { Plugin } from 'esbuild'

/** The way of all other words is built already and stands beside. */
export const elsewhere: Plugin = {
  name: 'elsewhere',
  setup(build) {
    build.onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: './main.js', external: true }))
  },
}
