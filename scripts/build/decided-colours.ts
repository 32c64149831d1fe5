import type { Plugin } from 'esbuild'

/**
 * chalk looks at the terminal when it is loaded; opsctl has its own rules for colour (cli/terminal.ts)
 * and always tells chalk the level. Its look costs a tenth of an empty Node.
 */
export const decidedColours: Plugin = {
  name: 'decided-colours',
  setup(build) {
    build.onResolve({ filter: /^#supports-color$/ }, ({ path }) => ({ path, namespace: 'decided' }))
    build.onLoad({ filter: /./, namespace: 'decided' }, () => ({
      contents: 'export default { stdout: false, stderr: false }',
    }))
  },
}
