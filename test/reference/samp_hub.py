"""Another program on the hub of SAMP: astropy's client, and astropy's hub where none is there.

usage: samp_hub.py hub FOLDER      starts a hub with the Web Profile that lets every page in
       samp_hub.py client FOLDER   joins the hub whose lock file is in FOLDER

Prints a JSON line {"ready": true}, then a line for each message that it gets: mtype, params, and of
a table that is to be loaded, the names of its columns and its number of rows. Reads from stdin a
JSON line for each message that it is to send to all.
"""
import json
import os
import sys
import threading
import warnings

import astropy.samp.hub
from astropy.samp import SAMPHubServer, SAMPIntegratedClient
from astropy.table import Table

warnings.simplefilter('ignore')
mode, folder = sys.argv[1:]
lock = os.path.join(folder, '.samp')
os.environ['SAMP_HUB'] = f'std-lockurl:file://{lock}'
printing = threading.Lock()


def say(**values):
    with printing:
        print(json.dumps(values), flush=True)


if mode == 'hub':
    astropy.samp.hub.web_profile_text_dialog = lambda request, queue: queue.put(True)
    SAMPHubServer(web_profile=True, lockfile=lock, addr='127.0.0.1').start()

client = SAMPIntegratedClient(name='another program', addr='127.0.0.1')
client.connect()


def heard(private_key, sender_id, mtype, params, extra):
    values = {'mtype': mtype, 'params': params}
    if mtype == 'table.load.votable':
        table = Table.read(params['url'], format='votable')
        values.update(columns=table.colnames, n_rows=len(table))
    say(**values)


def called(private_key, sender_id, message_id, mtype, params, extra):
    heard(private_key, sender_id, mtype, params, extra)
    client.reply(message_id, {'samp.status': 'samp.ok', 'samp.result': {}})


for mtype in ('table.load.votable', 'table.highlight.row', 'coord.pointAt.sky'):
    client.bind_receive_notification(mtype, heard)
    client.bind_receive_call(mtype, called)
say(ready=True)
for line in sys.stdin:
    message = json.loads(line)
    sent = {'samp.mtype': message['mtype'], 'samp.params': message['params']}
    client.call_all('tag', sent) if message.get('call') else client.notify_all(sent)
client.disconnect()
os._exit(0)
