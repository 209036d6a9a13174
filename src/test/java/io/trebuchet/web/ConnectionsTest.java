package io.trebuchet.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who has a place, without any server. */
final class ConnectionsTest {
  private final List<Integer> hungUp = new ArrayList<>();
  private final Connections connections =
      Connections.atMost(Map.of(Standing.STRANGER, 3, Standing.READER, 1, Standing.OWNER, 2));

  private Connections.Connection arrive(int number) {
    return connections.arrived(() -> hungUp.add(number), 100);
  }

  @Test
  void aStrangerTakesThePlaceOfTheOldestStranger() {
    Connections.Connection owner = arrive(0);
    assertThat(owner.admit(Standing.OWNER)).isTrue();
    for (int number = 1; number <= 5; number++) {
      arrive(number);
    }
    assertThat(hungUp).containsExactly(1, 2);
    assertThat(connections.count()).isEqualTo(4);
  }

  @Test
  void whoHasShownTheTokenStays() {
    Connections.Connection owner = arrive(0);
    assertThat(owner.admit(Standing.OWNER)).isTrue();
    assertThat(owner.admit(Standing.READER)).isTrue();
    owner.expire();
    arrive(1).expire();
    assertThat(hungUp).containsExactly(1);
    owner.left();
    assertThat(connections.count()).isEqualTo(1);
  }

  @Test
  void placesOfEachStandingAreBounded() {
    assertThat(arrive(0).admit(Standing.READER)).isTrue();
    assertThat(arrive(1).admit(Standing.READER)).isFalse();
    assertThat(arrive(2).admit(Standing.OWNER)).isTrue();
    Connections.Connection second = arrive(3);
    assertThat(second.admit(Standing.OWNER)).isTrue();
    assertThat(arrive(4).admit(Standing.OWNER)).isFalse();
    second.left();
    assertThat(arrive(5).admit(Standing.OWNER)).isTrue();
  }

  @Test
  void aStrangerSendsOnlySoMuch() {
    Connections.Connection connection = arrive(0);
    assertThat(connection.received(100)).isTrue();
    assertThat(connection.received(1)).isFalse();
    assertThat(connection.admit(Standing.OWNER)).isTrue();
    assertThat(connection.received(1_000_000)).isTrue();
  }
}
