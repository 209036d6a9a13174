@NullMarked
package io.trebuchet.cli;

import org.jspecify.annotations.NullMarked;
