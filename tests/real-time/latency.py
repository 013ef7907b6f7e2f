"""A proxy that adds latency by chance: each stretch of bytes is held for a while on its way, to the server and back.

What it adds to a call is the sum of both ways: `most` seconds at most. Connections are TCP, so it forwards TLS as well.
"""

import asyncio
import random


async def proxy(to, most, seed):
    """Serves on a free port of the loopback interface; returns the server and its port."""
    chance = random.Random(seed)

    async def forward(reader, writer):
        try:
            while data := await reader.read(65536):
                await asyncio.sleep(chance.uniform(0, most / 2))
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def connected(reader, writer):
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", to)
        await asyncio.gather(forward(reader, there_writer), forward(there_reader, writer))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]
