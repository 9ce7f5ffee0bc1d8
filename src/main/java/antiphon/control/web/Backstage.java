package antiphon.control.web;

import antiphon.control.desk.Desk;
import antiphon.live.api.EngineControl;
import antiphon.live.api.Models;
import antiphon.live.api.Ports;

/** All that is behind the page: what it shows, and what it turns. */
public record Backstage(EngineControl engine, Desk desk, Models models, Ports ports) {}
