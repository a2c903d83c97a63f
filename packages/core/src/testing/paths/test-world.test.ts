import { describe, expect, it } from 'vitest'
import { VideoError } from '../../protocol.js'
import { testWorld, type VideoDriver, type VideoDrivers, videoPaths, videoPathTo } from '../../testing.js'
import { usersOf } from './support/users-of.js'

describe('driving a path', () => {
  const path = videoPaths({ cover: 'transitions' }).find(({ name }) =>
    name.startsWith('generate, job created'),
  )

  it('calls the driver of the name before that of the actor, tells the next step, and checks after each', async () => {
    const done: string[] = []
    const note = (who: string): VideoDriver => {
      return (step, next) => done.push(`${who} ${step.label}, then ${next?.label}`)
    }
    const drivers = {
      user: note('user'),
      server: note('server'),
      page: note('page'),
      network: note('network'),
    }
    await path?.drive({ ...drivers, time: note('time'), generate: note('generate'), check: note('check') })
    expect(done.slice(0, 4)).toEqual([
      'page open, then generate',
      'check open, then generate',
      'generate generate, then job created',
      'check generate, then job created',
    ])
    expect(done).toHaveLength(2 * (path?.steps.length ?? 0))
  })

  it('says which driver has a name that does not exist, and which is meant', async () => {
    const slip = { genrate: () => {} } as VideoDrivers
    const said = 'There is no step "genrate" to drive. Did you mean "generate"? There are: open, '
    await expect(path?.drive(slip)).rejects.toThrow(said)
    await expect(path && testWorld().drive(path, slip)).rejects.toThrow(said)
    await expect(path?.drive({ user: 'click' as never })).rejects.toThrow(
      'The driver "user" has to be a function, such as () => click(\'…\'); it is string "click".',
    )
  })

  it('says which step nothing drives, and what to add', async () => {
    await expect(path?.drive({})).rejects.toThrow(
      'Nothing drives the step "generate" (GENERATE) to active.creating. Add what a person does for it, such as { generate: () => click(\'…\') }',
    )
    await expect(path?.drive({ user: () => {} })).rejects.toThrow("Add { 'job created': (step) => … }")
  })

  it('says where on the path it failed', async () => {
    const world = testWorld()
    const acts = { ...usersOf(world.client), generate: () => {} }
    await expect(path && world.drive(path, acts)).rejects.toThrow(
      /Step 2 of "generate, .*" failed: After "generate" the machine should be in active.creating; it is in idle.\n {2}1. page: open → idle/,
    )
  })

  it('asks for the page of a test that mounts its own', async () => {
    const world = testWorld()
    const leaving = videoPaths({ cover: 'transitions' }).find(({ steps }) =>
      steps.some(({ name }) => name === 'leave'),
    )
    const acts = { ...usersOf(world.client), open: () => void world.client.attach() }
    await expect(leaving && world.drive(leaving, acts)).rejects.toThrow('Add { leave: () => unmount() }')
  })
})

describe('a test world', () => {
  const pathWith = (part: string) =>
    videoPaths({ cover: 'transitions' }).find(({ name }) => name.includes(part)) ?? videoPathTo(part)

  it('goes on while a run that its client began is under way', async () => {
    const { client, drive } = testWorld()
    await drive(videoPathTo('success.kept'), { generate: () => client.generate({ prompt: 'a dog' }) })
    expect(client.getState().phase).toBe('success')
    for (const path of [pathWith('stop, resume'), pathWith('retry, another page has a run')]) {
      const other = testWorld()
      const { retry, resume } = other.client
      await other.drive(path, { ...usersOf(other.client), retry, resume: () => resume('job-1') })
    }
  })

  it('says which driver does not settle, and what to do', async () => {
    const { client, drive } = testWorld({ stepLimit: 20 })
    const generate = async () => await client.generate({ prompt: 'a dog' })
    await expect(drive(videoPathTo('success.kept'), { generate })).rejects.toThrow(
      'Step 2 of "generate, result" failed: What { generate } returned for the step "generate" did not settle within 20 ms. A promise of a run waits for its end: return nothing, such as { generate: () => void video.generate(…) }.',
    )
    const check = () => new Promise(() => {})
    await expect(testWorld({ stepLimit: 20 }).drive(videoPathTo('idle'), { check })).rejects.toThrow(
      'What { check } returned for the step "open" did not settle within 20 ms. Let it settle',
    )
  })

  it('lets a driver of an actor take the place of its own', async () => {
    const { client, drive } = testWorld()
    const done: string[] = []
    let leave = () => {}
    await drive(pathWith('offline, leave, come back'), {
      ...usersOf(client),
      page: ({ name }) => {
        done.push(name)
        if (name === 'leave') leave()
        if (name === 'open' || name === 'come back') leave = client.attach()
      },
      network: ({ name }) => {
        done.push(name)
        if (name === 'offline') client.network.goOffline()
        else client.network.drop()
      },
    })
    expect(done).toEqual(['open', 'drop', 'page looked at again', 'offline', 'leave', 'come back'])
    expect(client.network.isOnline).toBe(false)
  })

  it('does what no page can do, and tells the page of it', async () => {
    const { client, drive } = testWorld()
    const done: string[] = []
    await drive(pathWith('retry, another page has a run'), {
      ...usersOf(client),
      page: ({ name }) => done.push(name) && name === 'open' && client.attach(),
    })
    expect(done).toEqual(['open', 'another page has a run'])
  })

  it('drives one path', async () => {
    const { client, drive } = testWorld()
    const path = videoPathTo('active.creating')
    await drive(path, usersOf(client))
    await expect(drive(path, usersOf(client))).rejects.toThrow('One world drives one path')
  })

  it('says why the machine is in an error', async () => {
    const world = testWorld()
    const acts = {
      ...usersOf(world.client),
      status: () => world.client.transport.fail(new VideoError('moderated', 'No foxes.')),
    }
    await expect(world.drive(pathWith('status'), acts)).rejects.toThrow(
      'After "status" the machine should be in active.polling.live; it is in error: moderated, "No foxes.".',
    )
  })
})
