package io.trebuchet.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.trial.NamedTrials;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class TrialGroupsTest {
  @Property
  void everyTrialIsInOneGroupOfItsOwnSeed(
      @ForAll @IntRange(min = 1, max = 3) int seeds,
      @ForAll @IntRange(min = 1, max = 60) int rates,
      @ForAll @IntRange(min = 1, max = 8) int parallelism,
      @ForAll @IntRange(min = 1, max = 16) int most) {
    List<TrialSpec> trials = NamedTrials.of(seeds, rates);
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
