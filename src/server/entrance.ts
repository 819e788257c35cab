/** The first page of a visitor: the page itself with the token, else a form or a refusal. */
import type { Context } from 'hono'
import { Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import { html } from 'hono/html'
import { InputError } from '../errors.js'
import { ENTRANCE_STYLE } from './entrance-style.js'
import { admit, type Environment, type Guard } from './guard.js'
import { Refusal } from './refusals.js'

/** The routes that a visitor without a cookie may ask for. */
export function entrance(guard: Guard, index: () => Promise<string>): Hono<Environment> {
  const { visitors, cookieName } = guard
  const app = new Hono<Environment>()
  app.get('/', async (c) => {
    const token = c.req.query('token')
    const cookie = token === undefined ? undefined : visitors.withToken(token)
    if (cookie !== undefined) admit(c, guard, cookie)
    if (cookie !== undefined || visitors.personOf(getCookie(c, cookieName)) !== undefined) {
      return c.html(await index())
    }
    if (visitors.takesPassphrase) return c.html(form())
    return c.html(closed(), 403)
  })
  app.get(STYLE_PATH, (c) => c.body(ENTRANCE_STYLE, 200, { 'Content-Type': 'text/css' }))
  app.post('/enter', async (c) => {
    if (!visitors.takesPassphrase) throw new Refusal(404, { what: 'no such page' })
    const { passphrase, name } = await c.req.parseBody()
    try {
      const cookie = visitors.withPassphrase(textOf(passphrase), textOf(name), addressOf(c))
      admit(c, guard, cookie)
      return c.redirect('/', 303)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      return c.html(form(error.message), error instanceof Refusal ? error.status : 422)
    }
  })
  return app
}

const STYLE_PATH = '/entrance.css'

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function addressOf(c: Context<Environment>): string {
  return c.env?.incoming?.socket.remoteAddress ?? ''
}

const page = (content: unknown) => html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>starsift</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="${STYLE_PATH}"></head>
<body><main>${content}</main></body></html>`

const closed = () =>
  page(html`<h1>starsift</h1>
<p>This page opens with the address that the terminal shows. The address is new after each start.
</p>`)

const form = (wrong?: string) =>
  page(html`<h1>starsift</h1>
<p class="soft">Label the sources of a field, with others.</p>
${wrong ? html`<p role="alert"><strong>${wrong}</strong></p>` : ''}
<form method="post" action="/enter">
<p><label>Your name<br><input name="name" required maxlength="80" autocomplete="name"></label></p>
<p><label>Passphrase<br><input name="passphrase" type="password" required
  autocomplete="current-password"></label></p>
<p><button>Enter</button></p>
</form>
<p class="soft">The labels that you give are kept under your name.</p>`)
