package io.trebuchet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class ChunkLengthTest {
  private static final double TARGET = 2e6;

  private static int after(int chunks, double nanosPerStep) {
    ChunkLength length = ChunkLength.create();
    for (int i = 0; i < chunks; i++) {
      length.took((long) (length.steps() * nanosPerStep));
    }
    return length.steps();
  }

  /** Where steps take the same, chunks come to take 2 ms, as far as whole steps allow. */
  @Property
  void chunksComeToTakeTwoMilliseconds(@ForAll @DoubleRange(min = 2000, max = 1e6) double step) {
    int steps = after(20, step);
    assertThat(steps * step).isBetween(TARGET - 2 * step, TARGET + step);
  }

  @Test
  void aStepLongerThanThatIsAChunk() {
    assertThat(after(20, 1e9)).isEqualTo(1);
  }

  @Test
  void aBlockHoldsEveryChunk() {
    assertThat(after(20, 1)).isEqualTo(TrialRun.MAX_CHUNK);
  }

  /** One odd measurement neither starves the next chunk nor makes a command wait for it. */
  @Property
  void oneChunkChangesTheLengthByAFactorOfTwoAtMost(
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long nanos) {
    ChunkLength length = ChunkLength.create();
    for (int i = 0; i < 6; i++) {
      length.took((long) (length.steps() * TARGET / 64));
    }
    int before = length.steps();
    length.took(nanos);
    assertThat(length.steps()).isBetween(before / 2, 2 * before);
  }
}
