package io.trebuchet.storage;

/**
 * The bytes that a PostgreSQL client sends before it is logged in, held against their form. QuestDB
 * takes their lengths at their word, and a negative one makes it read outside its memory, which
 * ends the process.
 */
final class StartupMessages {
  private static final int LONGEST = 10_000;
  private static final int STARTUP = 196_608;
  private static final int CANCEL = 80_877_102;
  private static final int TLS = 80_877_103;
  private static final int GSS = 80_877_104;
  private static final int HEADER = 8;
  private static final int CANCEL_LENGTH = 16;

  private enum Part {
    /** Four bytes of length, which count themselves, and four that say what it is. */
    INTRODUCTION,
    /** The rest of the startup message. */
    PARAMETERS,
    /** A letter and four bytes of length, which count themselves. */
    PASSWORD_HEADER,
    PASSWORD,
    /** What comes now is for somebody who has logged in, or is never read. */
    OVER
  }

  private Part part = Part.INTRODUCTION;
  private long header;
  private int bytes;
  private int left;

  /** Takes the next byte; false if no client of good will sends it. */
  boolean accepts(byte next) {
    return switch (part) {
      case INTRODUCTION -> {
        header = (header << 8) | (next & 0xFF);
        yield ++bytes < HEADER || introduced((int) (header >> 32), (int) header);
      }
      case PARAMETERS -> {
        if (--left == 0) {
          begin(Part.PASSWORD_HEADER);
        }
        yield true;
      }
      case PASSWORD_HEADER -> {
        header = (header << 8) | (next & 0xFF);
        yield ++bytes < 1 + Integer.BYTES || password((char) (header >> 32), (int) header);
      }
      case PASSWORD -> {
        if (--left == 0) {
          begin(Part.OVER);
        }
        yield true;
      }
      case OVER -> true;
    };
  }

  private boolean introduced(int length, int code) {
    return switch (code) {
      case TLS, GSS -> {
        begin(Part.INTRODUCTION);
        yield length == HEADER;
      }
      case CANCEL -> {
        begin(Part.OVER);
        yield length == CANCEL_LENGTH;
      }
      case STARTUP -> {
        begin(Part.PARAMETERS);
        left = length - HEADER;
        yield length > HEADER && length <= LONGEST;
      }
      default -> false;
    };
  }

  private boolean password(char letter, int length) {
    begin(Part.PASSWORD);
    left = length - Integer.BYTES;
    return letter == 'p' && length > Integer.BYTES && length <= LONGEST;
  }

  private void begin(Part next) {
    part = next;
    header = 0;
    bytes = 0;
  }
}
