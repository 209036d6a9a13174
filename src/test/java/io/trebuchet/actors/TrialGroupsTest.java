package io.trebuchet.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.config.GridPoint;
import io.trebuchet.config.LearningRate;
import io.trebuchet.config.TrialSpec;
import io.trebuchet.data.DataFolders;
import io.trebuchet.data.DataSource;
import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class TrialGroupsTest {
  private record OnePoint() implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      return Sample.of(Dataset.of(1, new double[] {1}, new double[] {0}));
    }
  }

  private static List<TrialSpec> trials(int seeds, int rates) {
    GridPoint point =
        new GridPoint(
            0,
            Map.of(),
            (sample, random) -> {
              throw new AssertionError("no trial is started");
            },
            new OnePoint());
    List<TrialSpec> trials = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      for (int i = 1; i <= rates; i++) {
        trials.add(TrialSpec.of(point, seed, new LearningRate.Normalised(new BigDecimal(i))));
      }
    }
    return trials;
  }

  @Property
  void everyTrialIsInOneGroupOfItsOwnSeed(
      @ForAll @IntRange(min = 1, max = 3) int seeds,
      @ForAll @IntRange(min = 1, max = 60) int rates,
      @ForAll @IntRange(min = 1, max = 8) int parallelism,
      @ForAll @IntRange(min = 1, max = 16) int most) {
    List<TrialSpec> trials = trials(seeds, rates);
    TrialGroups groups = TrialGroups.of(trials, parallelism);
    Set<List<TrialSpec>> distinct = new HashSet<>();
    for (TrialSpec trial : trials) {
      List<TrialSpec> group = groups.of(trial, most);
      distinct.add(group);
      assertThat(group).contains(trial).hasSizeLessThanOrEqualTo(most);
      assertThat(group).allMatch(other -> other.seed() == trial.seed());
      assertThat(group).allMatch(other -> groups.of(other, most).equals(group));
    }
    assertThat(distinct.stream().mapToInt(List::size).sum()).isEqualTo(trials.size());
    // Enough of them for every thread, and none so small that little is shared.
    assertThat(distinct.size()).isGreaterThanOrEqualTo(Math.min(parallelism, rates) / 2);
    if (rates >= 8 * parallelism && most >= 8) {
      assertThat(distinct.size()).isGreaterThanOrEqualTo(parallelism);
      assertThat(groups.of(trials.getFirst(), most).size()).isGreaterThanOrEqualTo(5);
    }
  }
}
