// A process of its own: makes the similarity pass over all tensors of two models and says on one line how long it took
// and how much it read.
import { openThreads } from '#numeric/threads'
import { similarityPass } from '#tensors'
import { openModel } from '#tensors/sources'

const [subjectPath = '', referencePath = ''] = process.argv.slice(2)
const start = performance.now()
const subject = await openModel(subjectPath)
const reference = await openModel(referencePath)
const threads = openThreads()
const pairs = [...subject.tensors.keys()].map((name) => ({ subject: name, reference: name }))
await similarityPass(subject, reference, pairs, { threads })
await threads.close()
const seconds = (performance.now() - start) / 1000
const bytesRead = subject.bytesRead() + reference.bytesRead()
await Promise.all([subject.close(), reference.close()])
process.stdout.write(JSON.stringify({ seconds, bytesRead }))
