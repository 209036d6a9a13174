@NullMarked
package io.trebuchet.terminal;

import org.jspecify.annotations.NullMarked;
