package io.trebuchet.control;

import io.trebuchet.metrics.Outcome;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * A rule that compares trials, replayed: as many trials as there are places run side by side, each
 * at the same number of steps in a unit of time, and the next in line begins when one ends.
 */
public final class Tournament {
  private Tournament() {}

  /**
   * A trial.
   *
   * @param reports as of a {@link Replay}
   * @param outcome how it ends by itself
   * @param lastStep when
   */
  public record Entry(String trial, List<Verdict.Report> reports, Outcome outcome, long lastStep) {
    /** The entry of a replayed trial. */
    public static Entry of(String trial, Replay replay) {
      return new Entry(trial, replay.reports(), replay.outcome(), replay.lastStep());
    }
  }

  /** What happens next to a trial: report number {@code next}, or its end. */
  private record Event(long time, long began, int index, int next) {}

  /**
   * Plays a sweep.
   *
   * @param entries in the order in which they begin
   * @param places trials that run side by side
   * @return for each trial that the rule stops its verdict
   */
  public static Map<String, Verdict.Halt> play(
      ControlRule.Comparing rule, List<Entry> entries, int places) {
    ComparingRule comparison = rule.comparison().get();
    Map<String, Verdict.Halt> stopped = new LinkedHashMap<>();
    PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingInt(Event::index));
    int begun = 0;
    while (begun < Math.min(places, entries.size())) {
      events.add(next(entries.get(begun), new Event(0, 0, begun++, 0)));
    }
    while (!events.isEmpty()) {
      Event event = events.remove();
      Entry entry = entries.get(event.index());
      boolean ends = event.next() >= entry.reports().size();
      if (!ends) {
        Verdict.Report report = entry.reports().get(event.next());
        Optional<String> evidence = comparison.report(entry.trial(), report);
        if (evidence.isPresent()) {
          stopped.put(
              entry.trial(),
              new Verdict.Halt(Outcome.STOPPED, rule.reason(), report.step(), evidence.get()));
        }
        ends = evidence.isPresent();
        if (!ends) {
          int after = event.next() + 1;
          events.add(next(entry, new Event(0, event.began(), event.index(), after)));
        }
      } else {
        comparison.ended(entry.trial(), entry.outcome());
      }
      if (ends) {
        if (stopped.containsKey(entry.trial())) {
          comparison.ended(entry.trial(), Outcome.STOPPED);
        }
        if (begun < entries.size()) {
          Event start = new Event(0, event.time(), begun, 0);
          events.add(next(entries.get(begun++), start));
        }
      }
    }
    return stopped;
  }

  private static Event next(Entry entry, Event at) {
    long step =
        at.next() < entry.reports().size()
            ? entry.reports().get(at.next()).step()
            : entry.lastStep();
    return new Event(at.began() + step, at.began(), at.index(), at.next());
  }
}
