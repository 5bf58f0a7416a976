/** What tests of several modules share; no part of the product. */
package org.scr4j.testkit;
