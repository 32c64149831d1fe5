import { OpsctlError } from './opsctl-error.ts'

export function imageMissing(tag: string): OpsctlError {
  return new OpsctlError({
    code: 'IMAGE_MISSING',
    kind: 'input',
    message: `There is no image ${tag} on this machine.`,
    now: 'Nothing was pushed.',
    next: ['opsctl image build'],
  })
}

export function engineMissing(): OpsctlError {
  return new OpsctlError({
    code: 'TOOL_MISSING',
    kind: 'input',
    message: 'Neither podman nor docker was found; one of them builds and pushes the image.',
    now: 'Nothing was started and nothing was changed.',
    next: ['install podman (podman.io) or docker (docs.docker.com/engine)'],
  })
}

export function repositoryMissing(): OpsctlError {
  return new OpsctlError({
    code: 'CONFIG_INVALID',
    kind: 'input',
    message: 'opsctl.yaml: image.repository: is needed to push to a registry.',
    now: 'Nothing was started and nothing was changed.',
    next: ['image: { repository: ghcr.io/acme/shop }'],
    details: { field: 'image.repository' },
  })
}
