/** What has happened, kept off the live path. */
package antiphon.live.journal;
