package io.trebuchet.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.AddedLater;
import io.trebuchet.metrics.RecordVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One version's record, read by another's class. */
final class NamedFieldsTest {
  private static final int ID = 200;

  record First(String name, double loss, long step) {}

  record Reordered(long step, String name, double loss) {}

  record Grown(
      String name,
      double loss,
      @AddedLater @Nullable List<String> notes,
      long step,
      @AddedLater long count,
      @AddedLater double norm,
      @AddedLater boolean held) {}

  record Careless(String name, double loss, long step, double norm) {}

  @RecordVersion(2)
  record Second(String name, double loss, long step) {}

  record OtherKind(String name, long loss, String step) {}

  private static <T extends Record> WireFormat format(Class<T> type) {
    return WireFormat.with(type, kryo -> WireTable.record(kryo, type, ID));
  }

  private static Object as(Class<? extends Record> reader, Record written) throws Exception {
    return format(reader).read(format(written.getClass()).write(written));
  }

  @Test
  void placesDoNotMatter() throws Exception {
    First written = new First("a", -0.0, Long.MIN_VALUE);
    assertThat(as(Reordered.class, written)).isEqualTo(new Reordered(Long.MIN_VALUE, "a", -0.0));
    assertThat(as(First.class, written)).isEqualTo(written);
  }

  @Test
  void whatWasAddedLaterIsAbsentInEarlierRecords() throws Exception {
    assertThat(as(Grown.class, new First("a", 1, 2)))
        .isEqualTo(new Grown("a", 1, null, 2, 0, Double.NaN, false));
  }

  @Test
  void earlierVersionsPassOverIt() throws Exception {
    Grown written = new Grown("a", 1, List.of("x", "y"), 2, 7, 0.5, true);
    assertThat(as(First.class, written)).isEqualTo(new First("a", 1, 2));
    assertThat(as(Grown.class, written)).isEqualTo(written);
  }

  @Test
  void whateverElseDoesNotFitIsRefusedByName() {
    assertThatThrownBy(() -> as(First.class, new Careless("a", 1, 2, 3)))
        .isInstanceOf(WireFormat.DamagedException.class)
        .hasMessageContaining("First has a field 'norm' that this version does not know");
    assertThatThrownBy(() -> as(Careless.class, new First("a", 1, 2)))
        .hasMessageContaining("Careless lacks the field 'norm'");
    assertThatThrownBy(() -> as(First.class, new Second("a", 1, 2)))
        .hasMessageContaining("First is of version 2, and 1 is known");
    assertThatThrownBy(() -> as(OtherKind.class, new First("a", 1, 2)))
        .isInstanceOf(WireFormat.DamagedException.class);
  }

  @Test
  void anEarlierVersionIsRead() throws Exception {
    assertThat(as(Second.class, new First("a", 1, 2))).isEqualTo(new Second("a", 1, 2));
  }

  @Test
  void valuesWithinAreOfTheTableOnly() {
    WireFormat format = WireFormat.ofValues();
    assertThatThrownBy(() -> format.write(Map.of("a", 1.0).keySet()))
        .hasMessageContaining("not registered");
  }
}
