import assert from 'node:assert/strict'
import { discoveryFiles } from '../../src/sandbox/discovery.ts'
import type { World } from '../../src/sandbox/world.ts'

describe('what the hosts of the sandbox see of each other', () => {
  const tags = { Role: 'app', Colour: 'blue', 'aws:autoscaling:groupName': 'shop' }
  const instance = { id: 'i-1', state: 'running', privateIp: '10.20.10.4', generation: 0, tags }
  const world = {
    version: 1,
    instances: [instance],
    loadBalancers: [],
    targetGroups: [],
    databases: [],
  } as World

  it("is labelled as Prometheus's EC2 discovery labels it", () => {
    const [host] = JSON.parse(discoveryFiles(world)['hosts.json'] ?? '')
    assert.deepEqual(host, {
      targets: ['10.20.10.4:80'],
      labels: {
        __meta_ec2_instance_id: 'i-1',
        __meta_ec2_instance_state: 'running',
        __meta_ec2_private_ip: '10.20.10.4',
        __meta_ec2_tag_Role: 'app',
        __meta_ec2_tag_Colour: 'blue',
        __meta_ec2_tag_aws_autoscaling_groupName: 'shop',
      },
    })
  })

  it('names the load balancer', () => {
    const [balancer] = JSON.parse(discoveryFiles(world)['load-balancers.json'] ?? '')
    assert.deepEqual(balancer.targets, ['10.20.255.10:8405'])
  })
})
