/* What the page does without the server: the source panel, copying, and Enter while Chinese is being composed. */
(() => {
    const panel = () => document.getElementById('wj-panel');
    const top = element => element?.isConnected ? element.getBoundingClientRect().top : 0;
    /* A page that another machine serves over http is given no clipboard; the old way of copying works there. */
    const copyTheOldWay = text => {
        const box = document.body.appendChild(document.createElement('textarea'));
        box.value = text;
        box.style.cssText = 'position: fixed; top: 0; opacity: 0';
        box.select();
        const done = document.execCommand('copy');
        box.remove();
        return done;
    };
    window.wenju = {
        clicked: null,
        /* Open the panel with its marked place a third of the way down; what was clicked keeps its height on the screen. */
        show() {
            const here = panel()?.querySelector('.wj-here'), text = panel()?.querySelector('.wj-doc-text');
            if (!text) return;
            const before = top(this.clicked);
            document.body.classList.add('wj-reading');
            window.scrollBy(0, top(this.clicked) - before);
            text.scrollTop = here ? top(here) - top(text) + text.scrollTop - text.clientHeight / 3 : 0;
            panel().querySelector('.wj-close').focus({preventScroll: true});
        },
        close() {
            if (!document.body.classList.contains('wj-reading')) return;
            document.body.classList.remove('wj-reading');
            (this.clicked?.closest('button') ?? this.clicked?.querySelector('button'))?.focus({preventScroll: true});
        },
        /* Copy what the button holds, and say beside it for a moment whether that went well. */
        async copy(button) {
            const {copy, copied, failed} = button.dataset, said = button.parentElement.querySelector('.wj-said');
            const written = await navigator.clipboard?.writeText(copy).then(() => true, () => false);
            said.textContent = written || copyTheOldWay(copy) ? copied : failed;
            button.focus({preventScroll: true});
            clearTimeout(this.saying);
            this.saying = setTimeout(() => { said.textContent = ''; }, 2500);
        },
    };
    document.addEventListener('click', event => {
        if (event.target.closest('.wj-close')) wenju.close();
        const copier = event.target.closest('.wj-copy');
        if (copier) wenju.copy(copier);
    });

    /* Enter that confirms a Pinyin candidate must not ask. Some browsers end the composition before they send that key,
       so the key code 229 is looked at as well, and the keypress that follows such a keydown is kept back too. */
    let composing = false;
    const confirms = event => event.isComposing || event.keyCode === 229;
    document.addEventListener('keydown', event => {
        composing = confirms(event);
        if (composing && event.key === 'Enter') event.stopImmediatePropagation();
        if (!composing && event.key === 'Escape') wenju.close();
    }, true);
    document.addEventListener('keypress', event => {
        if (event.key === 'Enter' && (composing || confirms(event))) { event.stopImmediatePropagation(); event.preventDefault(); }
    }, true);
    document.documentElement.lang = 'zh-CN';
})();
