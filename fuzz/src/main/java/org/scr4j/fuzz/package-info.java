/** Fuzz targets for everything that reads text or bytes from outside, and what runs them. */
package org.scr4j.fuzz;
