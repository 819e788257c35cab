/** What is at work behind the page: how far it is, why it stopped, and that it is done. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { TaskState } from '../src/viewing/index.js'
import { problemText } from './requests.js'

/** The server is asked so often while something is at work, ms. */
const EVERY_MS = 2000

interface TaskBoxProps {
  ask(): Promise<readonly TaskState[]>
  /** Whether the rows that are shown have the opinion of a machine. */
  readonly hasMachine: boolean
}

/** It lies over the page and moves nothing: a button stays where a person is about to click. */
export function TaskBox({ ask, hasMachine }: TaskBoxProps) {
  const { tasks, wasAtWork } = useTasks(ask)
  const closed = useSignal<ReadonlySet<string>>(new Set())
  const lines = tasks
    .map((task) => ({ task, key: `${task.name} ${task.isDone}` }))
    .filter(({ task, key }) => {
      const isNew = wasAtWork.has(task.name) || !hasMachine
      const isNews = !task.isDone || task.problem !== undefined
      return !closed.value.has(key) && (isNews || (task.name === 'machine' && isNew))
    })
  if (lines.length === 0) return null
  return (
    <aside class="task-box" aria-label="At work">
      {lines.map(({ task, key }) => (
        <div key={key}>
          <TaskLine task={task} />
          <button
            type="button"
            class="quiet"
            aria-label="Close"
            onClick={() => {
              closed.value = new Set([...closed.value, key])
            }}
          >
            ✕
          </button>
        </div>
      ))}
    </aside>
  )
}

function TaskLine({ task: { said, share, isDone, problem } }: { task: TaskState }) {
  if (problem) {
    return (
      <p role="alert">
        {said}: {problemText(problem)}. Everything else works.
      </p>
    )
  }
  if (!isDone) {
    return (
      <p>
        {said}: {Math.floor(100 * share)} %
      </p>
    )
  }
  return (
    <>
      <p role="status">The model has looked at every source.</p>
      <button type="button" onClick={() => location.reload()}>
        Load what it says
      </button>
    </>
  )
}

/** The tasks, and the names of those that were at work at some time since the page was opened. */
function useTasks(ask: TaskBoxProps['ask']) {
  const tasks = useSignal<readonly TaskState[]>([])
  const atWork = useSignal<ReadonlySet<string>>(new Set())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isOver = false
    const look = async () => {
      // A server that does not answer is told of where labels are saved.
      const found = await ask().catch(() => tasks.peek())
      if (isOver) return
      const busy = found.filter(({ isDone }) => !isDone).map(({ name }) => name)
      atWork.value = new Set([...atWork.peek(), ...busy])
      tasks.value = found
      if (busy.length > 0) timer = setTimeout(look, EVERY_MS)
    }
    void look()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [ask, tasks, atWork])
  return { tasks: tasks.value, wasAtWork: atWork.value }
}
