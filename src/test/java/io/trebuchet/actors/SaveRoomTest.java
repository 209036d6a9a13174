package io.trebuchet.actors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SaveRoomTest {
  private static final long MOST = 100;

  private SaveRoom room = SaveRoom.of(MOST);

  private CompletableFuture<?> enter(long bytes) {
    return room.enter(bytes).toCompletableFuture();
  }

  @Example
  void whatIsLargerThanTheRoomIsLetInAlone() {
    assertThat(enter(500)).isDone();
    CompletableFuture<?> next = enter(1);
    assertThat(next).isNotDone();
    room.leave(500);
    assertThat(next).isDone();
  }

  @Example
  void nobodyOvertakes() {
    assertThat(enter(60)).isDone();
    CompletableFuture<?> large = enter(90);
    CompletableFuture<?> small = enter(10);
    assertThat(List.of(large, small)).noneMatch(CompletableFuture::isDone);
    room.leave(60);
    assertThat(List.of(large, small)).allMatch(CompletableFuture::isDone);
  }

  @Property
  void neverMoreThanTheRoomUnlessAlone(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 150) Integer> sizes) {
    room = SaveRoom.of(MOST);
    List<CompletableFuture<?>> entries = new ArrayList<>();
    sizes.forEach(size -> entries.add(enter(size)));
    int left = 0;
    while (left < sizes.size()) {
      long inside = 0;
      int entered = 0;
      for (int i = left; i < sizes.size() && entries.get(i).isDone(); i++) {
        inside += sizes.get(i);
        entered++;
      }
      assertThat(entered).isPositive();
      assertThat(entered == 1 || inside <= MOST).isTrue();
      room.leave(sizes.get(left++));
    }
    assertThat(entries).allMatch(CompletableFuture::isDone);
  }
}
