import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  CreateDBInstanceCommand,
  CreateDBParameterGroupCommand,
  CreateDBSubnetGroupCommand,
  RDSClient,
} from '@aws-sdk/client-rds'
import { awsDatabaseReader } from '../../src/adapters/aws-rds-instances.ts'
import type { Database } from '../../src/ports/databases.ts'
import type { SandboxFacts } from '../../src/sandbox/up.ts'
import { awsQuery, texts, until } from './aws-query.ts'

/** RDS instances of a sandbox that is up: their API, and SQL on the servers behind it. */
export class SandboxRds {
  readonly access
  readonly client
  readonly #facts: SandboxFacts

  constructor(facts: SandboxFacts) {
    this.#facts = facts
    const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }
    this.access = { endpoint: facts.endpoint, region: 'eu-west-3', credentials }
    this.client = new RDSClient(this.access)
  }

  /** The network of all instances. */
  async makeNetwork(): Promise<void> {
    const ec2 = (action: string, parameters = {}) =>
      awsQuery(this.#facts.endpoint, 'ec2', action, parameters)
    const vpc = texts(await ec2('CreateVpc', { CidrBlock: '10.20.0.0/16' }), 'vpcId')[0] ?? ''
    const zones = ['a', 'b'].map((zone, index) => ({
      ...{ VpcId: vpc, CidrBlock: `10.20.${index}.0/24`, AvailabilityZone: `eu-west-3${zone}` },
    }))
    const made = await Promise.all(zones.map((zone) => ec2('CreateSubnet', zone)))
    await this.client.send(
      new CreateDBSubnetGroupCommand({
        DBSubnetGroupName: 'shop',
        DBSubnetGroupDescription: 'of the test',
        SubnetIds: made.map((xml) => texts(xml, 'subnetId')[0] ?? ''),
      }),
    )
    await this.client.send(
      new CreateDBParameterGroupCommand({
        DBParameterGroupName: 'shop',
        DBParameterGroupFamily: 'postgres15',
        Description: 'of the test',
      }),
    )
  }

  /** As Terraform makes it (`terraform/modules/storage/rds.tf`). */
  async make(name: string, password: string, tags: Readonly<Record<string, string>>) {
    await this.client.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: name,
        DBInstanceClass: 'db.t3.small',
        Engine: 'postgres',
        EngineVersion: '15',
        AllocatedStorage: 20,
        StorageType: 'gp3',
        StorageEncrypted: true,
        DBName: 'shop',
        MasterUsername: 'shop',
        MasterUserPassword: password,
        DBSubnetGroupName: 'shop',
        DBParameterGroupName: 'shop',
        BackupRetentionPeriod: 7,
        DeletionProtection: true,
        CopyTagsToSnapshot: true,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    )
    return this.settled(name)
  }

  async settled(name: string, state = 'available'): Promise<Database> {
    const reader = awsDatabaseReader(this.access)
    let found: Database | null = null
    await until(`${name} ${state}`, 120, async () => {
      found = await reader.find(name)
      return found !== null && (found as Database).state === state
    })
    assert.ok(found)
    return found
  }

  /** What a client elsewhere gets, by name and password over TCP; the error when there is one. */
  sql(database: Database, password: string, question: string, sslmode = 'require'): string {
    const words = ['-qAtX', '-h', String(database.address), '-U', 'shop', '-d', 'shop']
    const env = ['-e', 'PGPASSWORD', '-e', `PGSSLMODE=${sslmode}`]
    const done = spawnSync(
      this.#facts.engine,
      ['exec', ...env, database.id, 'psql', ...words, '-c', question],
      { encoding: 'utf8', env: { ...process.env, PGPASSWORD: password } },
    )
    // Podman writes warnings of its own beside what psql says.
    return (done.status === 0 ? done.stdout : done.stderr).trim()
  }
}
