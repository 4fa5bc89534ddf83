import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';

window.__truceline = { ready: false };

mount(App, { target: document.getElementById('app')! });
