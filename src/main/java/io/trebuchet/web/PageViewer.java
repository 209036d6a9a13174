package io.trebuchet.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.trebuchet.metrics.ReducedSteps;
import io.trebuchet.metrics.TrialState;
import io.trebuchet.metrics.TrialState.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one viewer of a running sweep has seen, and so what it has to be told next. It is told only
 * when it has taken in what came before, so a slow one gets fewer and larger changes. Not
 * thread-safe.
 */
final class PageViewer {
  private static final int QUIET_TURNS = 25;

  /** Values in one event: some megabytes. What is left comes with the next ones. */
  private static final long MOST_VALUES = 200_000;

  private final ServedSweep sweep;
  private final StepsQuery query;
  private final List<TrialField> fields;
  private final Map<String, Mark> seen = new HashMap<>();
  private final Set<String> owed = new LinkedHashSet<>();
  private long version = -1;
  private int quiet;
  private boolean over;

  private record Mark(long rows, long width, long lastBucket) {}

  private record Delta(String trial, ReducedSteps steps, int start) {}

  private PageViewer(ServedSweep sweep, StepsQuery query, List<TrialField> fields) {
    this.sweep = sweep;
    this.query = query;
    this.fields = fields;
  }

  static PageViewer create(ServedSweep sweep, StepsQuery query, List<TrialField> fields) {
    return new PageViewer(sweep, query, fields);
  }

  /** Whether the last change of all has been told. */
  boolean over() {
    return over;
  }

  /** What has changed since the last call; empty if nothing has for a while. */
  Optional<byte[]> next() {
    long now = sweep.live().version();
    // Before the changes are taken: they then hold every end that this has seen.
    boolean ended = sweep.live().trials().stream().allMatch(t -> t.stage() == Stage.ENDED);
    List<TrialState> changed =
        version < 0 ? sweep.live().trials() : sweep.live().changedSince(version);
    if (changed.isEmpty() && owed.isEmpty() && ++quiet < QUIET_TURNS) {
      return Optional.empty();
    }
    quiet = 0;
    List<Delta> deltas = deltas(changed);
    boolean last = ended && owed.isEmpty();
    byte[] bytes = ApiJson.bytes(out -> write(out, changed, deltas, last));
    version = now;
    over = last;
    return Optional.of(bytes);
  }

  private List<Delta> deltas(List<TrialState> changed) {
    changed.stream()
        .map(TrialState::trial)
        .filter(trial -> query.trials().contains(trial))
        .forEach(owed::add);
    List<Delta> deltas = new ArrayList<>();
    long values = 0;
    for (Iterator<String> next = owed.iterator(); next.hasNext() && values < MOST_VALUES; ) {
      Delta delta = delta(next.next());
      next.remove();
      if (delta != null) {
        deltas.add(delta);
        values += (long) (delta.steps().size() - delta.start()) * query.metrics().size();
      }
    }
    return deltas;
  }

  private @Nullable Delta delta(String trial) {
    ReducedSteps steps =
        sweep.live().steps(trial, query.metrics(), 0, Long.MAX_VALUE, query.points()).orElse(null);
    if (steps == null || steps.size() == 0) {
      return null;
    }
    Mark mark = seen.get(trial);
    if (mark != null && mark.rows() == steps.rows()) {
      return null;
    }
    int start = mark == null || mark.width() != steps.width() ? 0 : at(steps, mark.lastBucket());
    seen.put(trial, new Mark(steps.rows(), steps.width(), steps.from(steps.size() - 1)));
    return new Delta(trial, steps, start);
  }

  private static int at(ReducedSteps steps, long from) {
    int bucket = steps.size() - 1;
    while (bucket > 0 && steps.from(bucket) > from) {
      bucket--;
    }
    return bucket;
  }

  private void write(JsonGenerator out, List<TrialState> changed, List<Delta> deltas, boolean ended)
      throws IOException {
    out.writeStartObject();
    out.writeFieldName("trials");
    ApiJson.trials(out, fields, changed);
    out.writeArrayFieldStart("series");
    for (Delta delta : deltas) {
      out.writeStartObject();
      out.writeStringField("trial", delta.trial());
      out.writeNumberField("start", delta.start());
      for (ApiJson.Body part :
          ApiJson.series(delta.steps(), query.metrics(), query.digits(), delta.start())) {
        part.write(out);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeFieldName("engine");
    ApiJson.engine(out, sweep.engine());
    out.writeBooleanField("over", ended);
    out.writeEndObject();
  }
}
