@NullMarked
package io.trebuchet.cli.terminal;

import org.jspecify.annotations.NullMarked;
