/** Where the page begins. */
import { render } from 'preact'
import { followAddress } from './address.js'
import { App } from './app.js'
import { homeOfServer } from './home.js'
import { restoreTheme } from './theme.js'
import './page.css'

restoreTheme()
followAddress()
render(<App find={homeOfServer} />, document.getElementById('app')!)
