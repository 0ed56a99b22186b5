import { AssayError } from '#base'
import { shown } from '../shown.ts'
import type { TensorSource } from '../source.ts'
import type { HttpSettings } from './http-client.ts'
import { openHttpModel } from './http-model.ts'

export type HubSettings = HttpSettings & {
  /** another hub or a mirror */
  readonly endpoint?: string | undefined
  /** sent to the hub alone, not to where it redirects; never shown */
  readonly token?: string | undefined
}

const HUB = 'https://huggingface.co'

/**
 * Opens a model on the Hugging Face hub, or a server of the same layout: `HOST/ORG/NAME/resolve/REVISION/FILE`.
 *
 * @param name `ORG/NAME`, or `ORG/NAME@REVISION`; by default revision `main`, which may move: a commit does not
 * @throws AssayError `tensors/hub-name`, and as `openHttpModel`
 */
export const openHubModel = async (name: string, settings: HubSettings = {}): Promise<TensorSource> => {
  const { endpoint = HUB, token, ...http } = settings
  const [, repository, revision = 'main'] = NAME.exec(name) ?? []
  if (repository === undefined || /(^|\/)\.\.?(\/|$)/.test(`${repository}/${revision}`)) {
    throw new AssayError('tensors/hub-name', { got: shown(name) })
  }
  const headers = { ...http.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }
  const folder = `${endpoint.replace(/\/+$/, '')}/${repository}/resolve/${encodeURIComponent(revision)}/`
  const source = await openHttpModel(folder, { ...http, headers })
  return { ...source, label: name }
}

/** What the hub's own tools take from the environment: HF_ENDPOINT and HF_TOKEN. */
export const hubSettingsIn = (environment: Readonly<Record<string, string | undefined>>): HubSettings => ({
  endpoint: environment['HF_ENDPOINT'] || undefined, // set and empty is not set
  token: environment['HF_TOKEN'] || undefined,
})

const NAME = /^([\w.-]{1,96}\/[\w.-]{1,96})(?:@([\w./-]{1,200}))?$/
