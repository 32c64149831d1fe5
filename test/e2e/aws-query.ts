import { realPorts } from '../sandbox/real-ports.ts'

/** The APIs' versions, which each call names. */
const versions = { ec2: '2016-11-15', elasticloadbalancing: '2015-12-01', rds: '2014-10-31' }

/**
 * One call of an AWS Query API (EC2, ELB, RDS) without an SDK: the emulator takes any signature.
 * @returns the XML. Throws with it when the status is not 200.
 */
export async function awsQuery(
  endpoint: string,
  service: keyof typeof versions,
  action: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  const scope = `AKIA/20260101/eu-west-3/${service}/aws4_request`
  const answer = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({ Action: action, Version: versions[service], ...parameters }),
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
  })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${action}: ${text}`)
  return text
}

/** All contents of the element, in order. */
export function texts(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(
    (found) => found[1] ?? '',
  )
}

/** Repeats until the answer is true; at most `seconds`. */
export async function until(
  what: string,
  seconds: number,
  look: () => Promise<boolean>,
): Promise<void> {
  const end = Date.now() + seconds * 1000
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain for: ${what}`)
    await realPorts.clock.sleep(200)
  }
}
