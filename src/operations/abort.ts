export { abort } from './resume.ts'
