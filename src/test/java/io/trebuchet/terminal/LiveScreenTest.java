package io.trebuchet.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Emission;
import io.trebuchet.streams.SweepTap;
import io.trebuchet.terminal.BoardSnapshot.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveScreenTest {
  private static final Capability RICH = new Capability(true, true);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final FakeClock clock = new FakeClock();
  private final List<ToyTrial> trials = new ArrayList<>();
  private SweepTap tap = Boards.tap(List.of(), clock);
  private LiveBoard board = Boards.over(tap, clock);
  private Terminal terminal = terminal();

  @BeforeEach
  void plan() {
    for (int i = 1; i <= 9; i++) {
      trials.add(ToyTrial.create(1, i / 2.0, 300));
    }
    tap = Boards.tap(trials.stream().map(ToyTrial::planned).toList(), clock);
    board = Boards.over(tap, clock);
    terminal.setSize(new Size(100, 30));
  }

  private Terminal terminal() {
    try {
      return new DumbTerminal(
          "test", "xterm", InputStream.nullInputStream(), bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private TinyScreen screen() {
    return TinyScreen.show(bytes.toString(StandardCharsets.UTF_8));
  }

  private List<String> table(int width, int height) {
    return SweepTable.lines(board.snapshot(), width, height, RICH).stream()
        .map(AttributedString::toString)
        .map(String::stripTrailing)
        .toList();
  }

  private void run(ToyTrial trial, LiveScreen screen) {
    see(screen, trial.started());
    while (!trial.over()) {
      see(screen, trial.block());
    }
    see(screen, trial.ended());
  }

  private void see(LiveScreen screen, Emission emission) {
    tap.accept(emission);
    screen.accept(emission);
  }

  @Test
  void theLastTableStaysAndTheCursorComesBack() {
    try (LiveScreen screen = LiveScreen.start(board, terminal, RICH)) {
      for (ToyTrial trial : trials) {
        run(trial, screen);
        screen.draw();
      }
    }
    List<String> expected = new ArrayList<>(table(99, 29));
    expected.add("");
    assertThat(screen().lines()).isEqualTo(expected);
    assertThat(expected.get(2)).startsWith("s1-c0.5 ");
    assertThat(screen().cursorVisible()).isTrue();
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("\u001b[?25l");
  }

  @Test
  void whatIsSaidStaysAboveTheTable() {
    try (LiveScreen screen = LiveScreen.start(board, terminal, RICH)) {
      screen.say("first");
      run(trials.getFirst(), screen);
      screen.draw();
      screen.say("second");
    }
    assertThat(screen().lines()).startsWith("first", "second");
    assertThat(screen().lines().subList(2, 5)).isEqualTo(table(99, 29).subList(0, 3));
  }

  @Test
  void theFinalTableMayBeHigherThanTheTerminal() {
    terminal.setSize(new Size(100, 6));
    LiveScreen screen = LiveScreen.start(board, terminal, RICH);
    screen.close();
    assertThat(screen().lines()).hasSize(9 + 3 + 1).noneMatch(line -> line.contains("more"));
  }

  @Test
  void aResizedTerminalGetsATableThatFits() {
    LiveScreen screen = LiveScreen.start(board, terminal, RICH);
    terminal.setSize(new Size(40, 8));
    screen.draw();
    assertThat(table(39, 7)).hasSize(7);
    // The screen of the test does not wrap, so only what was drawn last is looked at.
    String drawn = bytes.toString(StandardCharsets.UTF_8);
    String last = drawn.substring(drawn.lastIndexOf('\r') + 1).replaceFirst("\u001b\\[\\d+A", "");
    assertThat(TinyScreen.show(last).lines()).isEqualTo(table(39, 7));
    screen.close();
  }

  @Test
  void aTerminalWithoutSizeIsTakenForAnUsualOne() {
    terminal.setSize(new Size(0, 0));
    LiveScreen screen = LiveScreen.start(board, terminal, RICH);
    screen.close();
    assertThat(screen().lines()).startsWith(table(79, 23).getFirst());
  }

  @Test
  void closingTwiceDrawsOnce() {
    LiveScreen screen = LiveScreen.start(board, terminal, RICH);
    screen.close();
    int length = bytes.size();
    screen.close();
    screen.draw();
    assertThat(bytes.size()).isEqualTo(length);
    screen.say("after");
    assertThat(screen().lines()).contains("after");
  }

  @Test
  void capabilitiesComeFromTerminalAndEnvironment() {
    assertThat(Capability.of(terminal, Map.of())).isEqualTo(RICH);
    assertThat(Capability.of(terminal, Map.of("NO_COLOR", "")).colour()).isTrue();
    assertThat(Capability.of(terminal, Map.of("NO_COLOR", "1")).colour()).isFalse();
  }

  @Test
  void theToyTrialsCatapult() {
    LiveScreen screen = LiveScreen.start(board, terminal, RICH);
    trials.forEach(trial -> run(trial, screen));
    screen.close();
    assertThat(board.snapshot().rows().stream().map(Row::word))
        .containsExactly(
            "lazy",
            "lazy",
            "lazy",
            "lazy",
            "catapult",
            "catapult",
            "catapult",
            "incomplete",
            "divergent");
  }
}
