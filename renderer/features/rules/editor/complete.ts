import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import type { Extension } from '@codemirror/state'
import type { RuleVocabulary } from '../../../../preload/contract/rules.ts'
import { placeAt } from '../text/place.ts'
import { ruleHead } from '../text/ruleText.ts'
import { type Word, wordsAt } from '../text/words.ts'

/** Offers what may stand where the cursor is. `vocabulary` is asked each time: it comes after the editor. */
export function ruleCompletion(vocabulary: () => RuleVocabulary | undefined): Extension {
  return autocompletion({
    icons: false,
    closeOnBlur: true,
    override: [(context) => completionsAt(context, vocabulary())],
  })
}

function completionsAt(
  { state, pos, explicit }: CompletionContext,
  vocabulary: RuleVocabulary | undefined,
): CompletionResult | null {
  if (!vocabulary) return null
  const text = state.doc.toString()
  const place = placeAt(text, pos)
  if (place.in === 'nowhere') return null
  const bracket = place.in === 'expression' && place.bracket
  if (!explicit && !bracket && place.word === '') return null
  const words = wordsAt(place, ruleHead(text, state.doc.lineAt(pos).number), vocabulary)
  if (words.length === 0) return null
  return {
    from: place.wordFrom,
    options: words.map((word) => completionOf(word, bracket)),
    validFor: bracket ? /^[^\]\n]*$/ : /^[\w.%-]*$/,
  }
}

function completionOf({ label, detail, apply, kind }: Word, bracket: boolean): Completion {
  return {
    label,
    detail,
    type: kind,
    apply: bracket
      ? (view, _, from, to) => {
          const closed = view.state.sliceDoc(to, to + 1) === ']'
          const insert = closed ? label : (apply ?? label)
          view.dispatch({
            changes: { from, to, insert },
            selection: { anchor: from + insert.length + (closed ? 1 : 0) },
          })
        }
      : (apply ?? label),
  }
}
