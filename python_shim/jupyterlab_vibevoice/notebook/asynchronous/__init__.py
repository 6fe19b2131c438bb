"""The client for code with `await`; `synchronous` is made from it by `npm run generate`, so that there is one logic."""
