import { loadLanguage } from './language/language.ts'

// The texts of the screens are made as their code is loaded: in which language has to be known before.
void loadLanguage().then(() => import('./start.tsx'))
