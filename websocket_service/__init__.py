"""Socket.IO: kiosks in, people out; rooms; nothing stored."""
