"""Run as a program: stand before a relay and bring each of its replies late, as a line of that round trip does.

Arguments: own port, the relay's port, milliseconds. What is written to the relay goes through at once.
"""

from __future__ import annotations

import asyncio
import sys


async def main(port: int, relay: int, seconds: float) -> None:
    """Serve for ever."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
        loop = asyncio.get_running_loop()
        while data := await reader.read(65536):
            loop.call_later(delay, writer.write, data)
        loop.call_later(delay, writer.close)

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, forth = await asyncio.open_connection("127.0.0.1", relay)
        async with asyncio.TaskGroup() as both:
            both.create_task(carry(reader, forth, 0))
            both.create_task(carry(back, writer, seconds))

    async with await asyncio.start_server(accept, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) / 1000))
