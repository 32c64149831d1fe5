import { once } from 'node:events'
import { createWriteStream } from 'node:fs'

/**
 * Writes what `terraform show -json` would print for instances of a fleet, of about `megabytes`, with
 * the same shares of copies as a real one: planned_values, resource_changes, prior_state. One resource
 * of ten is updated.
 */
export async function writePlan(file: string, megabytes: number): Promise<void> {
  const out = createWriteStream(file)
  const write = async (text: string) => {
    if (!out.write(text)) await once(out, 'drain')
  }
  const each = JSON.stringify(resource(1)).length * 2 + JSON.stringify(change(1)).length
  const count = Math.floor((megabytes * 1e6) / each)
  const list = async (make: (n: number) => object) => {
    for (let n = 0; n < count; n++) await write((n > 0 ? ',' : '') + JSON.stringify(make(n)))
  }
  await write(
    '{"format_version":"1.2","variables":{},"planned_values":{"root_module":{"resources":[',
  )
  await list(resource)
  await write(']}},"resource_changes":[')
  await list(change)
  await write('],"output_changes":{},"prior_state":{"values":{"root_module":{"resources":[')
  await list(resource)
  await write(']}}},"configuration":{"root_module":{"variables":{}}},"errored":false}\n')
  out.end()
  await once(out, 'close')
}

const address = (n: number) => `module.compute.aws_instance.app["${n}"]`

function values(n: number, type: string) {
  return {
    ami: 'ami-0123456789abcdef0',
    arn: `arn:aws:ec2:eu-west-3:111111111111:instance/i-${n}`,
    associate_public_ip_address: false,
    availability_zone: 'eu-west-3a',
    id: `i-${n}`,
    instance_type: type,
    root_block_device: [
      { delete_on_termination: true, device_name: '/dev/xvda', encrypted: true, volume_size: 20 },
    ],
    tags: { Name: `shop-${n}`, Environment: 'dev', Role: 'app' },
    tags_all: { Name: `shop-${n}`, Environment: 'dev', Role: 'app', ManagedBy: 'terraform' },
    user_data: 'x'.repeat(200),
    vpc_security_group_ids: ['sg-1', 'sg-2', 'sg-3'],
  }
}

function resource(n: number) {
  const type = 'aws_instance'
  const marks = { root_block_device: [{}], tags: {}, tags_all: {} }
  const value = values(n, 't3.small')
  return { address: address(n), mode: 'managed', type, values: value, sensitive_values: marks }
}

function change(n: number) {
  const update = n % 10 === 0
  const marks = { root_block_device: [{}], tags: {}, tags_all: {} }
  return {
    address: address(n),
    mode: 'managed',
    type: 'aws_instance',
    name: 'app',
    change: {
      actions: [update ? 'update' : 'no-op'],
      before: values(n, 't3.small'),
      after: values(n, update ? 't3.large' : 't3.small'),
      after_unknown: {},
      before_sensitive: marks,
      after_sensitive: marks,
    },
  }
}
