package io.trebuchet.trial;

import io.trebuchet.config.GridPoint;
import io.trebuchet.config.LearningRate;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.DataSource;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Trials that only their names are wanted of: none can be started. */
public final class NamedTrials {
  private NamedTrials() {}

  private record NoData() implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      throw new AssertionError("no trial is started");
    }
  }

  /** Seeds from 1, and for each of them c = 1, 2, …: the first is {@code s1-c1}. */
  public static List<TrialSpec> of(int seeds, int rates) {
    GridPoint point =
        new GridPoint(
            0,
            Map.of(),
            (sample, random) -> {
              throw new AssertionError("no trial is started");
            },
            new NoData());
    List<TrialSpec> trials = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      for (int i = 1; i <= rates; i++) {
        trials.add(TrialSpec.of(point, seed, new LearningRate.Normalised(new BigDecimal(i))));
      }
    }
    return trials;
  }
}
