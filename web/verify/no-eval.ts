import { z } from 'zod'

// The page's security policy forbids code made from text; without this, zod tries it once for every page.
z.config({ jitless: true })
