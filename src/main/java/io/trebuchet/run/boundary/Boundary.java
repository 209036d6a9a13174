package io.trebuchet.run.boundary;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which c's converge, as far as they were tried.
 *
 * @param spans neighbouring c's with the same answer, ascending; no two that follow agree
 */
public record Boundary(List<Span> spans) {
  /** Copies the list. */
  public Boundary {
    spans = List.copyOf(spans);
  }

  /** All c's tried from {@code low} to {@code high}, both tried themselves, gave this answer. */
  public record Span(Answer answer, BigDecimal low, BigDecimal high) {}

  static Boundary of(NavigableMap<BigDecimal, Answer> answers) {
    List<Span> spans = new ArrayList<>();
    @Nullable Span last = null;
    for (Map.Entry<BigDecimal, Answer> entry : answers.entrySet()) {
      if (last != null && last.answer() == entry.getValue()) {
        last = new Span(last.answer(), last.low(), entry.getKey());
        spans.set(spans.size() - 1, last);
      } else {
        last = new Span(entry.getValue(), entry.getKey(), entry.getKey());
        spans.add(last);
      }
    }
    return new Boundary(spans);
  }

  /** The spans with an answer, ascending. */
  public List<Span> spans(Answer answer) {
    return spans.stream().filter(span -> span.answer() == answer).toList();
  }

  /** The largest c that converged. */
  public Optional<BigDecimal> lastConverging() {
    return spans(Answer.CONVERGES).reversed().stream().map(Span::high).findFirst();
  }

  /** The smallest c that failed. */
  public Optional<BigDecimal> firstFailing() {
    return spans(Answer.FAILS).stream().map(Span::low).findFirst();
  }

  /** Stretches that fail between two that converge. */
  public List<Span> gaps() {
    Optional<BigDecimal> last = lastConverging();
    Optional<BigDecimal> first = spans(Answer.CONVERGES).stream().map(Span::low).findFirst();
    return spans(Answer.FAILS).stream()
        .filter(span -> first.isPresent() && span.low().compareTo(first.get()) > 0)
        .filter(span -> last.isPresent() && span.high().compareTo(last.get()) < 0)
        .toList();
  }

  /**
   * Where the end of convergence lies, if undecided c's keep it from being told closer: from the
   * last c that converged to the first above it that failed.
   */
  public Optional<Span> interval() {
    int last = indexOfLast(Answer.CONVERGES);
    if (last < 0 || last + 1 >= spans.size() || lastConvergingIsBracketed()) {
      return Optional.empty();
    }
    BigDecimal high =
        spans.subList(last + 1, spans.size()).stream()
            .filter(span -> span.answer() == Answer.FAILS)
            .map(Span::low)
            .findFirst()
            .orElse(spans.getLast().high());
    return Optional.of(new Span(Answer.UNDECIDED, spans.get(last).high(), high));
  }

  /** Whether the c's next above the last converging one failed: none undecided, none untried. */
  public boolean lastConvergingIsBracketed() {
    int last = indexOfLast(Answer.CONVERGES);
    return last >= 0 && last + 1 < spans.size() && spans.get(last + 1).answer() == Answer.FAILS;
  }

  /** Whether the c's next below the first failing one converged: none undecided, none untried. */
  public boolean firstFailingIsBracketed() {
    List<Span> failing = spans(Answer.FAILS);
    int first = failing.isEmpty() ? -1 : spans.indexOf(failing.getFirst());
    return first > 0 && spans.get(first - 1).answer() == Answer.CONVERGES;
  }

  private int indexOfLast(Answer answer) {
    List<Span> with = spans(answer);
    return with.isEmpty() ? -1 : spans.indexOf(with.getLast());
  }
}
