import * as z from 'zod'

/** A folder of the project, as opsctl.yaml names it. */
export const folder = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), {
    error: 'a folder inside the project, relative to opsctl.yaml',
  })
