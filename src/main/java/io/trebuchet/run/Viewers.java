package io.trebuchet.run;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.streams.SweepTap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several viewers as one. One that fails sees no more, and the run goes on. */
final class Viewers implements Viewer {
  private static final Logger LOG = LoggerFactory.getLogger(Viewers.class);

  private final List<Viewer> all;

  private Viewers(List<Viewer> all) {
    this.all = new CopyOnWriteArrayList<>(all);
  }

  static Viewers of(Viewer... viewers) {
    return new Viewers(List.of(viewers));
  }

  private void each(Consumer<Viewer> call) {
    all.forEach(viewer -> call(viewer, call));
  }

  private void call(Viewer viewer, Consumer<Viewer> call) {
    try {
      call.accept(viewer);
    } catch (RuntimeException e) {
      all.remove(viewer);
      LOG.error("a viewer failed, and sees no more of the run", e);
    }
  }

  @Override
  public void begin(String sweep, SweepTap tap) {
    each(viewer -> viewer.begin(sweep, tap));
  }

  @Override
  public void accept(Emission emission) {
    each(viewer -> viewer.accept(emission));
  }

  @Override
  public void restore(TrialResult result) {
    each(viewer -> viewer.restore(result));
  }

  @Override
  public void say(String line) {
    each(viewer -> viewer.say(line));
  }

  @Override
  public void warn(String line) {
    each(viewer -> viewer.warn(line));
  }

  @Override
  public Counting counting(String unit, long total) {
    List<Counting> counting = new ArrayList<>();
    each(viewer -> counting.add(viewer.counting(unit, total)));
    return new Counting() {
      @Override
      public void add(long more) {
        counting.forEach(one -> one.add(more));
      }

      @Override
      public void close() {
        counting.forEach(Counting::close);
      }
    };
  }

  @Override
  public void close() {
    each(Viewer::close);
  }
}
