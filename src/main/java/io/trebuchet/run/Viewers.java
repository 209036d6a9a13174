package io.trebuchet.run;

import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.streams.SweepTap;
import java.util.List;

/** Several viewers as one. */
record Viewers(List<Viewer> all) implements Viewer {
  /** Copies the list. */
  Viewers {
    all = List.copyOf(all);
  }

  @Override
  public void begin(String sweep, SweepTap tap) {
    all.forEach(viewer -> viewer.begin(sweep, tap));
  }

  @Override
  public void accept(Emission emission) {
    for (Viewer viewer : all) {
      viewer.accept(emission);
    }
  }

  @Override
  public void restore(TrialResult result) {
    all.forEach(viewer -> viewer.restore(result));
  }

  @Override
  public void say(String line) {
    all.forEach(viewer -> viewer.say(line));
  }

  @Override
  public void warn(String line) {
    all.forEach(viewer -> viewer.warn(line));
  }

  @Override
  public Counting counting(String unit, long total) {
    List<Counting> counting = all.stream().map(viewer -> viewer.counting(unit, total)).toList();
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
    all.forEach(Viewer::close);
  }
}
