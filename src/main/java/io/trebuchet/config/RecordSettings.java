package io.trebuchet.config;

import io.trebuchet.physics.observe.Observable;
import java.util.List;

/**
 * What is recorded of each trial: the config section {@code record}.
 *
 * @param testEvery the test set is evaluated every so many steps, and at the last; 0: never
 * @param observables further metrics, off by default
 */
public record RecordSettings(Mode mode, int testEvery, List<Observable> observables) {
  /** The words of the observables. */
  public List<String> words() {
    return observables.stream().map(Observable::word).toList();
  }

  /** With the observable of this word, too. */
  RecordSettings with(String word) {
    return new RecordSettings(
        mode,
        testEvery,
        Observable.all().stream()
            .filter(each -> observables.contains(each) || each.word().equals(word))
            .toList());
  }

  /** How many steps are recorded. */
  public enum Mode {
    /** Every step. */
    ALL,
    /** Every step where the loss moves, some of the others. */
    ADAPTIVE,
    /** No step: only how each trial ends. */
    OUTCOME
  }
}
